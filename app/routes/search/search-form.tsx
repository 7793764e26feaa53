import { Form, useNavigate } from '@remix-run/react'
import { useId } from 'react'
import { trackPath } from '~/lib/track-words'
import { choicePath, type Choosing } from '~/ui/search/choice-path'
import { TrackBox } from '~/ui/search/track-box'

/** Another name to look for; where the choice belongs is kept. */
export function SearchForm({ q, choosing }: { q: string; choosing: Choosing | null }) {
  const id = useId()
  const navigate = useNavigate()
  return (
    <Form method="get" className="link-form" role="search">
      <label htmlFor={`${id}q`}>Artist, title or both</label>
      {Object.entries(choosing ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="link-form__row">
        <TrackBox
          id={`${id}q`}
          name="q"
          defaultValue={q}
          key={q}
          onChoose={(track) => {
            navigate(choosing ? choicePath(choosing, q, track.id) : trackPath(track))
          }}
        />
        <button type="submit">Search</button>
      </div>
    </Form>
  )
}
