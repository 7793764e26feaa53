import { useId } from 'react'
import { TextField } from '~/ui/forms/text-field'

type Props = { value: (name: string) => string | undefined; open: boolean }

/** What the tracks between the named ones must be. */
export function JourneyFilters({ value, open }: Props) {
  const id = useId()
  return (
    <details open={open}>
      <summary>Filters</summary>
      <div className="journey-form__fields">
        <TextField name="yearFrom" label="From year" value={value('yearFrom')} min={1860} max={2100} />
        <TextField name="yearTo" label="To year" value={value('yearTo')} min={1860} max={2100} />
        <TextField name="tempoFrom" label="From BPM" value={value('tempoFrom')} min={20} max={400} />
        <TextField name="tempoTo" label="To BPM" value={value('tempoTo')} min={20} max={400} />
        <TextField name="perArtist" label="Per artist" value={value('perArtist')} min={1} max={100} />
        <TextField name="genre" label="Genre has" value={value('genre')} />
        <label htmlFor={`${id}explicit`}>Explicit</label>
        <select id={`${id}explicit`} name="explicit" defaultValue={value('explicit') ?? ''}>
          <option value="">either</option>
          <option value="no">none</option>
          <option value="yes">only</option>
        </select>
      </div>
    </details>
  )
}
