/**
 * Stands for the analysis where it goes wrong: the first byte of a file says how.
 * @param {{ bytes: Uint8Array }} task
 */
export async function analyse({ bytes }) {
  const [mood] = bytes
  if (mood === 1) throw new Error('a secret of the house')
  if (mood === 2) process.exit(3)
  if (mood === 3) for (const hoard = []; ;) hoard.push(new Array(100_000).fill({}))
  if (mood === 4) for (;;);
  if (mood === 5) return { ok: false, code: 'TOO_SHORT', message: 'Too short.', hint: 'Longer.' }
  await new Promise((resolve) => setTimeout(resolve, 100))
  return { ok: true, durationS: bytes.length }
}
