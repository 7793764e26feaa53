import { Link } from '@remix-run/react'
import type { Overview } from './overview'
import { formatAmount, formatDate } from '~/lib/format'

/** How much there is to choose from, and by which index. */
export function CatalogStatus({ overview }: { overview: Overview }) {
  const { tracks, searchable, artists, index } = overview
  return (
    <section className="catalog-status" aria-label="The catalog">
      <p>
        <strong data-tracks={tracks}>{formatAmount(tracks, 'track', 'tracks')}</strong> by{' '}
        {formatAmount(artists, 'artist', 'artists')}
        {searchable < tracks
          ? `, ${formatAmount(searchable, 'of them', 'of them')} with a known sound`
          : ''}. <Link to="/catalog">How they sound</Link>
      </p>
      <p>{index ? indexLine(index) : 'The index is being built; answers come as soon as it is there.'}</p>
    </section>
  )
}

function indexLine({ version, kind, builtAt, nprobe, recall }: NonNullable<Overview['index']>): string {
  const way =
    nprobe === null
      ? 'neighbours are followed through a graph'
      : `${formatAmount(nprobe, 'list is', 'lists are')} compared`
  const found = recall === null ? '' : `, which finds ${(recall * 100).toFixed(1)} of 100 true neighbours`
  const search = kind === 'flat' ? 'every track is compared' : `${way}${found}`
  return `Index version ${version}, built ${formatDate(builtAt)}: ${search}.`
}
