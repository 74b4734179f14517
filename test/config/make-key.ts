// Started several times at once by load-secrets.test.ts: prints the key that this process ends up with.
import { loadSecrets, readConfig } from '../../src/config/index.ts'

const { encryptionKeys } = await loadSecrets({ config: readConfig({ DATA_DIR: process.argv[2] }) })
console.log(encryptionKeys[0]?.toString('base64'))
