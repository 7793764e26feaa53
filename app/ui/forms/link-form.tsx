import { Form, useNavigation } from '@remix-run/react'
import { useEffect, useId, useRef, type SyntheticEvent } from 'react'
import type { LinkFailure } from './link-action'
import { FormFailure } from './form-failure'

/** The one form: a link goes in. With a failure it shows the sentence beside the field, and the text is kept. */
export function LinkForm({ failure, large = false }: { failure?: LinkFailure | undefined; large?: boolean }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const { state, formAction } = useNavigation()
  const pending = state !== 'idle' && formAction !== undefined
  const waitForAnswer = (event: SyntheticEvent) => {
    if (pending) event.preventDefault()
  }
  useEffect(() => {
    if (failure) field.current?.focus()
  }, [failure])

  return (
    <Form
      method="post"
      action="/?index"
      className={large ? 'link-form link-form--large' : 'link-form'}
      onSubmit={waitForAnswer}
    >
      <label htmlFor={`${id}url`}>Link of a Spotify track or playlist</label>
      <div className="link-form__row">
        <input
          ref={field}
          id={`${id}url`}
          name="url"
          type="text"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://open.spotify.com/track/…"
          defaultValue={failure?.url}
          key={failure?.url}
          aria-invalid={failure ? true : undefined}
          aria-describedby={failure ? `${id}error` : undefined}
        />
        <button type="submit" aria-disabled={pending}>
          {pending ? 'Listening…' : 'Find'}
        </button>
      </div>
      {failure ? <FormFailure id={`${id}error`} error={failure.error} /> : null}
    </Form>
  )
}
