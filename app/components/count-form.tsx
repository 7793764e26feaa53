import { Form } from '@remix-run/react'
import { useId } from 'react'

/** How many tracks to show. A plain GET form, so that the number stands in the address. */
export function CountForm({ k, choices }: { k: number; choices: number[] }) {
  const id = useId()
  return (
    <Form method="get" className="count-form" preventScrollReset>
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
