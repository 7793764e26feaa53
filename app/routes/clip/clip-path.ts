/** The fields of a form beside its file, in order. */
export type ClipChoices = [name: string, value: string][]

/** The page of what was heard, with what was chosen in the form: an address that can be kept and shared. */
export function clipPath(token: string, choices: ClipChoices): string {
  const kept = choices.filter(([name, value]) => value !== '' && name !== 'clip')
  return `/clip?${new URLSearchParams([['clip', token], ...kept]).toString()}`
}
