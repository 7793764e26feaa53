import { Form, useNavigation } from '@remix-run/react'

/** Opens the playlist's own link anew, which reads what has changed. */
export function ReadAgain({ playlistId, label }: { playlistId: string; label: string }) {
  const pending = useNavigation().formAction !== undefined
  return (
    <Form method="post" action="/?index" className="read-again">
      <input type="hidden" name="url" value={`spotify:playlist:${playlistId}`} />
      <button type="submit" className="button--quiet" aria-disabled={pending}>
        {label}
      </button>
    </Form>
  )
}
