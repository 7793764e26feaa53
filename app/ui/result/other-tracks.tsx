import { Link, useSearchParams } from '@remix-run/react'
import { toOtherTracks } from './to-other-tracks'

/** The same question again without the tracks that are shown. */
export function OtherTracks({ shown }: { shown: string[] }) {
  const [search] = useSearchParams()
  const address = toOtherTracks(search, shown)
  if (address === null) return null
  return (
    <p className="results__others">
      <Link to={address}>Other tracks than these</Link>
    </p>
  )
}
