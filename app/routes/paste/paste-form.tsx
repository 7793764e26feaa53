import { Form, useNavigation } from '@remix-run/react'
import { useEffect, useId, useRef } from 'react'
import type { ErrorBody } from '~server/domain/errors'
import { FormFailure } from '~/ui/forms/form-failure'

/** The box for a list of tracks; with a failure it shows the sentence, and the list is kept. */
export function PasteForm({ text, failure }: { text: string; failure: ErrorBody['error'] | null }) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const pending = useNavigation().formData?.get('step') === 'match'
  useEffect(() => {
    if (failure) field.current?.focus()
  }, [failure])
  return (
    <Form method="post" className="paste-form">
      <input type="hidden" name="step" value="match" />
      <label htmlFor={`${id}text`}>One track a line</label>
      <textarea
        ref={field}
        id={`${id}text`}
        name="text"
        rows={10}
        spellCheck={false}
        autoCapitalize="none"
        placeholder={'Some Artist – Some Title\nhttps://open.spotify.com/track/…'}
        defaultValue={text}
        key={text}
        aria-invalid={failure ? true : undefined}
        aria-describedby={failure ? `${id}error` : undefined}
      />
      <button type="submit" aria-disabled={pending}>
        {pending ? 'Looking them up…' : 'Look them up'}
      </button>
      {failure ? <FormFailure id={`${id}error`} error={failure} /> : null}
    </Form>
  )
}
