import { Form, useSearchParams } from '@remix-run/react'
import { useId } from 'react'
import { toHiddenFields } from '~/ui/forms/hidden-fields'
import { TrackBox } from '~/ui/search/track-box'

/** Adds a track to the seeds by name or link; the address keeps those that are there. */
export function SeedForm() {
  const id = useId()
  const [search] = useSearchParams()
  const kept = toHiddenFields(search, () => false)
  return (
    <Form method="get" className="link-form" key={search.toString()}>
      <label htmlFor={id}>Tracks to continue from, by name or link</label>
      {kept.map(([name, value]) => (
        <input key={name + value} type="hidden" name={name} value={value} />
      ))}
      <div className="link-form__row">
        <TrackBox id={id} name="seed" placeholder="Artist – title, or links" />
        <button type="submit">Add</button>
      </div>
    </Form>
  )
}
