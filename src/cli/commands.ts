import type { Config, RawEnvironment } from '../config/index.ts'

export type Context = {
  args: string[]
  environment: RawEnvironment
  /** Throws ConfigError. */
  readConfig(): Config
  say(text: string): void
}

/** `run` returns the exit code; nothing is 0. */
export type Command = { takes: string; summary: string; run(context: Context): Promise<number | void> }

/** Each is loaded when it is called: `doctor` must run where the rest cannot. */
export const commands: Readonly<Record<string, Command>> = {
  serve: { takes: '', summary: 'Serves, as `npm start` does.', run: async () => { await import('../main.ts') } },
  migrate: { takes: '', summary: 'Brings the database up to date and ends.', run: async context => (await import('./migrate.ts')).migrateDatabase(context) },
  backup: { takes: '<file>', summary: 'Writes a copy of the database, also while it serves.', run: async context => (await import('./backup.ts')).backUp(context) },
  restore: { takes: '<file> [--force]', summary: 'Puts a copy back, where nothing serves.', run: async context => (await import('./restore.ts')).restore(context) },
  'rotate-keys': { takes: '', summary: 'Seals everything with the first ENCRYPTION_KEY.', run: async context => (await import('./rotate-keys.ts')).rotateKeys(context) },
  'create-admin': { takes: '<username> <email> [--password-file <file>]', summary: 'Makes an account that is admin.', run: async context => (await import('./create-admin.ts')).createAdmin(context) },
  doctor: { takes: '[--json] [--offline]', summary: 'Says what is wrong, and how to mend it.', run: async context => (await import('./doctor.ts')).examine(context) },
}
