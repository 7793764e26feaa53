import { GROUP_LABELS } from '~server/similar/domain/explanation-sentences'
import type { ClickKind } from '~server/taste/domain/click'
import type { TasteMarks, TasteView } from '~server/taste/domain/view'
import { GROUPS } from '~server/domain/features/vector-spec'
import { formatCount, formatNumber } from '~/lib/format'

/** Names of the buttons, and what they say once pressed. */
export const CLICK_WORDS = {
  like: { button: 'Like', pressed: 'Liked', past: 'liked' },
  dislike: { button: 'Dislike', pressed: 'Disliked', past: 'disliked' },
  skip: { button: 'Skip', pressed: 'Skipped', past: 'skipped' },
} as const satisfies Record<ClickKind, { button: string; pressed: string; past: string }>

export const CLICK_KINDS = Object.keys(CLICK_WORDS) as ClickKind[]

/** "3 liked, 1 skipped"; empty where nothing was said. */
export function countWords(counts: TasteMarks['counts']): string {
  return CLICK_KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatCount(counts[kind])} ${CLICK_WORDS[kind].past}`)
    .join(', ')
}

/** Below this a weight is nothing that one would hear. */
const HEARD = 0.05

/** "Rhythm counts more for you (× 1.24)", those that moved most first. */
export function weightWords(weights: TasteView['weights']): string[] {
  return GROUPS.filter((group) => Math.abs(weights[group] - 1) >= HEARD)
    .sort((a, b) => Math.abs(weights[b] - 1) - Math.abs(weights[a] - 1))
    .map(
      (group) =>
        `${GROUP_LABELS[group]} counts ${weights[group] > 1 ? 'more' : 'less'} for you (× ${formatNumber(weights[group], 2)})`,
    )
}
