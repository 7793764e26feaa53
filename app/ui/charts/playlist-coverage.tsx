import { BLOCK_LABELS } from '~/routes/catalog/catalog'
import { SOURCE_LABELS } from '~/lib/words'
import type { PlaylistSummary } from '~server/domain/playlist'
import { CoverageList } from './coverage-list'

type Props = { summary: Pick<PlaylistSummary, 'featureCoverage' | 'blocks' | 'tracks' | 'searchable'> }

/** Where the values came from, how many tracks each source could describe, and what is known of them. */
export function PlaylistCoverage({ summary: { featureCoverage, blocks, tracks, searchable } }: Props) {
  if (featureCoverage.length === 0) return null
  return (
    <section className="known" aria-labelledby="coverage">
      <div>
        <h2 id="coverage">Where the values come from</h2>
        <CoverageList
          name="source"
          rows={featureCoverage.map(({ source, tracks: described }) => ({
            id: source,
            label: SOURCE_LABELS[source],
            tracks: described,
          }))}
          of={tracks}
        />
      </div>
      <div>
        <h2>What is known of the sound</h2>
        <CoverageList
          name="block"
          rows={blocks.map(({ block, tracks: known }) => ({
            id: block,
            label: BLOCK_LABELS[block],
            tracks: known,
          }))}
          of={searchable}
        />
      </div>
    </section>
  )
}
