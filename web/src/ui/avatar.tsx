import { classNames } from '../lib/class-names.ts'

/** The first letter of a name, as decoration: the name itself stands beside it or in a label. */
export const Avatar = ({ name, isAway = false }: { name: string; isAway?: boolean }) => <span className={classNames('avatar', isAway && 'away')} data-letter={[...name][0]} aria-hidden='true' />
