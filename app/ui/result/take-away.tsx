import { useLocation } from '@remix-run/react'
import { LIST_FILES, LIST_FORMATS } from '~server/sharing/domain/track-list'

/** Links to the list that is shown as a file, in each format. */
export function TakeAway() {
  const { pathname, search } = useLocation()
  const toHref = (format: string) => {
    const asked = new URLSearchParams(search)
    asked.set('format', format)
    return `${pathname}/list?${asked.toString()}`
  }
  return (
    <p className="answer-line take-away">
      Download:{' '}
      {LIST_FORMATS.map((format, i) => (
        <span key={format}>
          {i > 0 ? ' · ' : ''}
          <a href={toHref(format)} download>
            {LIST_FILES[format].label}
          </a>
        </span>
      ))}
    </p>
  )
}
