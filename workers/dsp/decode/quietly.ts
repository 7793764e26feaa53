/** Decoders write a line on the console for each damaged frame, besides listing it in their answer. */
export function quietly<T>(work: () => T): T {
  const { error } = console
  Object.assign(console, { error: () => undefined })
  try {
    return work()
  } finally {
    Object.assign(console, { error })
  }
}
