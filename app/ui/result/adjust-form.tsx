import { Form, useSearchParams } from '@remix-run/react'
import { useId } from 'react'
import { standard } from './active-controls'
import { MODE_LABELS } from '~/lib/words'
import { toHiddenFields } from '~/ui/forms/hidden-fields'
import { SLIDER_LABELS } from '~server/similar/domain/explanation-sentences'
import { MODES } from '~server/similar/domain/modes'
import { MOOD_NAMES } from '~server/similar/domain/moods'
import type { ResultQuery } from '~server/similar/domain/recommendation'
import { SliderField } from './slider-field'
import { TextField } from '~/ui/forms/text-field'

const SLIDERS = Object.keys(SLIDER_LABELS) as (keyof typeof SLIDER_LABELS)[]

/** All controls in one GET form, so that every answer has an address. Fields that the page does not show are kept. */
export function AdjustForm({ query, open = false }: { query: ResultQuery; open?: boolean }) {
  const id = useId()
  const [search] = useSearchParams()
  const kept = toHiddenFields(
    search,
    (name) => !['k', 'seed', 'not', 'exclude', 'taste', 'clip'].includes(name),
  )
  const { mode, weights = {} } = query
  return (
    <details className="adjust" open={open}>
      <summary>Adjust</summary>
      <Form method="get" key={search.toString()} preventScrollReset>
        {kept.map(([name, value]) => (
          <input key={name + value} type="hidden" name={name} value={value} />
        ))}
        <div className="adjust__fields">
          <label htmlFor={`${id}mode`}>Looking for</label>
          <select id={`${id}mode`} name="mode" defaultValue={mode}>
            {MODES.map((name) => (
              <option key={name} value={name}>
                {MODE_LABELS[name]}
              </option>
            ))}
          </select>
          <label htmlFor={`${id}mood`}>Mood</label>
          <select id={`${id}mood`} name="mood" defaultValue={query.mood ?? ''}>
            <option value="">any</option>
            {MOOD_NAMES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <TextField name="yearFrom" label="From year" value={query.yearFrom} min={1860} max={2100} />
          <TextField name="yearTo" label="To year" value={query.yearTo} min={1860} max={2100} />
          <TextField name="tempoFrom" label="From BPM" value={query.tempoFrom} min={20} max={400} />
          <TextField name="tempoTo" label="To BPM" value={query.tempoTo} min={20} max={400} />
          <TextField name="perArtist" label="Per artist" value={query.perArtist} min={1} max={100} />
          <TextField name="genre" label="Genre has" value={query.genre} />
          <TextField name="key" label="Mixes with (8A)" value={query.key} />
          <label htmlFor={`${id}explicit`}>Explicit</label>
          <select id={`${id}explicit`} name="explicit" defaultValue={query.explicit ?? ''}>
            <option value="">either</option>
            <option value="no">none</option>
            <option value="yes">only</option>
          </select>
        </div>
        <fieldset>
          <legend>How much each part counts</legend>
          {SLIDERS.map((name) => (
            <SliderField
              key={name}
              name={`weight-${name}`}
              label={SLIDER_LABELS[name]}
              value={weights[name]}
              standard={query.mood === undefined ? standard(name, mode) : null}
              max={2}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>How far to go</legend>
          <SliderField name="novelty" label="Novelty (discover)" value={query.novelty} standard={0} max={1} />
          <SliderField name="diversity" label="Diversity" value={query.diversity} standard={0} max={1} />
        </fieldset>
        <button type="submit">Apply</button>
      </Form>
    </details>
  )
}
