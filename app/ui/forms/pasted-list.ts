const LINK = /https?:|spotify:/i

/**
 * True where what is pasted is a list, a track a line, that a field of one line would run together. Several lines around
 * one link are a message that somebody shared.
 */
export function isPastedList(text: string): boolean {
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '')
  return lines.length > 1 && lines.filter((line) => LINK.test(line)).length !== 1
}
