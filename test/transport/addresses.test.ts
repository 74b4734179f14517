import { test } from 'tap'
import { classifyAddress } from '../../src/transport/index.ts'

const cases = {
  public: ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'],
  private: ['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '::1', 'fc00::1', 'fd12::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  forbidden: [
    '169.254.169.254', '169.254.0.1', 'fe80::1', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '168.63.129.16', '192.0.0.192', '100.100.100.200', 'fd00:ec2::254',
    '0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '240.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', 'not an address',
  ],
} as const
for (const [kind, addresses] of Object.entries(cases)) {
  for (const address of addresses) {
    test(`${address} is ${kind}`, async t => { t.equal(classifyAddress(address), kind) })
  }
}
