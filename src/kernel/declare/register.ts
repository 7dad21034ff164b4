/** The domain fills this in by declaration merging: `interface Register { role: 'sales' | … }`. */
// oxlint-disable-next-line typescript/no-empty-object-type -- an empty interface is what declaration merging needs
export interface Register {}

/** The names of the roles that the domain knows; a typo is a compile error. */
export type Role = Register extends { role: infer R extends string } ? R | 'system' : string;
