import { Form, useSearchParams } from '@remix-run/react'
import { useId } from 'react'
import { toHiddenFields } from '~/ui/forms/hidden-fields'

/** How many tracks to show. A plain GET form, so that the number stands in the address. */
export function CountForm({ k, choices }: { k: number; choices: number[] }) {
  const id = useId()
  const [search] = useSearchParams()
  const kept = toHiddenFields(search, (name) => name === 'k')
  return (
    <Form method="get" className="count-form" preventScrollReset>
      {kept.map(([name, value]) => (
        <input key={name + value} type="hidden" name={name} value={value} />
      ))}
      <label htmlFor={id}>Tracks to show</label>
      <select id={id} name="k" defaultValue={k} key={k}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
      <button type="submit" className="button--quiet">
        Show
      </button>
    </Form>
  )
}
