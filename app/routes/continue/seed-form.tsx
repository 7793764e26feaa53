import { Form, useSearchParams } from '@remix-run/react'
import { useId } from 'react'
import { toHiddenFields } from '~/ui/forms/hidden-fields'

/** Adds a track to the seeds by link; the address keeps those that are there. */
export function SeedForm() {
  const id = useId()
  const [search] = useSearchParams()
  const kept = toHiddenFields(search, () => false)
  return (
    <Form method="get" className="link-form" key={search.toString()}>
      <label htmlFor={id}>Links of tracks to go on from</label>
      {kept.map(([name, value]) => (
        <input key={name + value} type="hidden" name={name} value={value} />
      ))}
      <div className="link-form__row">
        <input
          id={id}
          name="seed"
          type="text"
          autoComplete="off"
          placeholder="https://open.spotify.com/track/…"
        />
        <button type="submit">Add</button>
      </div>
    </Form>
  )
}
