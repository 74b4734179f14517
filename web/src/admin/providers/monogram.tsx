/** Stands for a service whose sign we have no right to. */
export const Monogram = ({ name }: { name: string }) => <span className='adm-monogram' aria-hidden='true'>{initials(name)}</span>

const initials = (name: string): string => {
  const words = name.split(/[\s.-]+/).filter(word => /\w/.test(word))
  return (words.length > 1 ? words.slice(0, 2).map(word => word.replace(/\W/g, '')[0]).join('') : name.slice(0, 2)).toUpperCase()
}

export const hostOf = (address: string): string => URL.canParse(address) ? new URL(address).host : address
