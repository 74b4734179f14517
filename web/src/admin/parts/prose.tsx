/** A sentence of the server, which marks code with backticks. */
export const Prose = ({ text }: { text: string }) => (

  <>{text.split('`').map((part, index) => index % 2 === 1 ? <code key={index}>{part}</code> : part)}</>
)
