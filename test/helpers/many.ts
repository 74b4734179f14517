/** How often a property is tried: `FUZZ_FACTOR=20` looks twenty times as long for what is rare. */
export const many = (runs: number): number => runs * Number(process.env['FUZZ_FACTOR'] ?? 1)
