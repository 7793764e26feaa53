import { isMissing } from './missing'

const WORDS = new Map<string, number>([
  ...toEntries(
    'major maj dur majeur mayor maior maggiore majör dúr duuri ionian мажор 長調 大调 duru 1 1.0 1,0',
    1,
  ),
  ...toEntries('minor min moll mol mineur menor minore minör molli aeolian минор 短調 小调 0 0.0 0,0', 0),
])

function toEntries(words: string, mode: number): [string, number][] {
  return words.split(' ').map((word) => [word.normalize('NFKC'), mode])
}

/** 1 for major and 0 for minor; null where the cell says nothing (−1 too), undefined where it is not understood. */
export function parseMode(cell: string): number | null | undefined {
  if (cell.length > 16) return undefined
  const word = cell.normalize('NFKC').toLowerCase().replace(/\.$/, '')
  const mode = cell === 'M' ? 1 : cell === 'm' ? 0 : WORDS.get(word)
  if (mode !== undefined) return mode
  return isMissing(cell) || /^-1(?:\.0+)?$/.test(cell) ? null : undefined
}
