/** Other processes behind the same port. `pathOf`: the Unix socket on which one of them takes over what came to another. */
export type Neighbours = { readonly name: string; pathOf(name: string): string }
