import { Form, useSearchParams } from '@remix-run/react'
import { useId } from 'react'
import { toHiddenFields } from '~/ui/forms/hidden-fields'
import type { JourneyFields } from './journey-query'
import { ARCS } from '~server/journey/domain/arcs'
import { ARC_LABELS } from '~server/journey/domain/sentences'
import type { ErrorBody } from '~server/domain/errors'
import { JourneyFilters } from './journey-filters'
import { TrackBox } from '~/ui/search/track-box'
import { TextField } from '~/ui/forms/text-field'

type Props = { fields: JourneyFields; failure: ErrorBody['error'] | null }

/** The names of the address that the form shows itself; whatever else stands there is kept. */
const OWN = ['from', 'to', 'through', 'length', 'arc', 'camelot', 'route']
const FILTERS = ['yearFrom', 'yearTo', 'tempoFrom', 'tempoTo', 'perArtist', 'genre', 'explicit']

/** Where a journey starts, ends and passes; a GET form, so that every journey has an address. */
export function JourneyForm({ fields, failure }: Props) {
  const id = useId()
  const [search] = useSearchParams()
  const kept = toHiddenFields(search, (name) => [...OWN, ...FILTERS].includes(name))
  const value = (name: string) => search.get(name) ?? undefined
  return (
    <Form method="get" className="journey-form" key={search.toString()}>
      {kept.map(([name, text]) => (
        <input key={name + text} type="hidden" name={name} value={text} />
      ))}
      {failure ? (
        <p className="journey-form__error" role="alert" id={`${id}error`} data-code={failure.code}>
          <strong>{failure.message}</strong> {failure.hint}
        </p>
      ) : null}
      <div className="journey-form__fields">
        <JourneyField name="from" label="From" value={fields.from} />
        <JourneyField name="through" label="Through (optional)" value={fields.through} />
        <JourneyField name="to" label="To" value={fields.to} />
        <TextField name="length" label="Tracks in all" value={value('length') ?? 12} min={2} max={50} />
        <label htmlFor={`${id}arc`}>Energy</label>
        <select id={`${id}arc`} name="arc" defaultValue={value('arc') ?? ''}>
          <option value="">as it comes</option>
          {ARCS.map((arc) => (
            <option key={arc} value={arc}>
              {ARC_LABELS[arc]}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}camelot`}>Only keys that mix</label>
        <input
          id={`${id}camelot`}
          type="checkbox"
          name="camelot"
          value="yes"
          defaultChecked={value('camelot') === 'yes'}
        />
      </div>
      <JourneyFilters value={value} open={FILTERS.some((name) => search.get(name))} />
      <button type="submit">Plan</button>
    </Form>
  )
}

/** A field for a track by name, link or id. */
function JourneyField({ name, label, value }: { name: string; label: string; value: string }) {
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <TrackBox id={id} name={name} defaultValue={value} placeholder="Artist – title, or a link" />
    </>
  )
}
