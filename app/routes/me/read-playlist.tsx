import { Form, useNavigation } from '@remix-run/react'

/** Reads a list of the user's by its link, or what has changed in it since. */
export function ReadPlaylist({ link, name, again }: { link: string; name: string; again: boolean }) {
  const pending = useNavigation().formAction !== undefined
  return (
    <Form method="post" action="/?index">
      <input type="hidden" name="url" value={link} />
      <button type="submit" className="button--quiet" aria-disabled={pending}>
        {again ? 'Read again' : 'Read'}
        <span className="visually-hidden"> {name}</span>
      </button>
    </Form>
  )
}
