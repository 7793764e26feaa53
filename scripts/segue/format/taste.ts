import { GROUP_LABELS } from '~server/similar/domain/explanation-sentences'
import type { toTasteExport } from '~server/taste/domain/export'
import { GROUPS } from '~server/domain/features/vector-spec'
import { list, table } from './table'

/** What a listener said, newest first, and what each group counts because of it. */
export function formatTaste({ clicks, weights }: ReturnType<typeof toTasteExport>): string {
  if (clicks.length === 0) return 'Nothing was liked, disliked or skipped yet.'
  const said = clicks.map(({ kind, track }) => [kind, track.name, track.artists, track.id])
  return [
    table(['said', 'track', 'artists', 'id'], said),
    list(GROUPS.map((group) => [GROUP_LABELS[group], `× ${weights[group].toFixed(2)}`])),
  ].join('\n\n')
}
