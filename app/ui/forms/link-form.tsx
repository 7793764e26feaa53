import { Form, useNavigate, useNavigation, useSubmit } from '@remix-run/react'
import { useEffect, useId, useRef, type SyntheticEvent } from 'react'
import type { LinkFailure } from './link-action'
import { FormFailure } from './form-failure'
import { isPastedList } from './pasted-list'
import { TrackBox } from '~/ui/search/track-box'
import { trackPath } from '~/lib/track-words'

/** The one form: a name or a link goes in. With a failure it shows the sentence beside the field, and the text is kept. */
export function LinkForm({ failure, large = false }: { failure?: LinkFailure | undefined; large?: boolean }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const navigate = useNavigate()
  const submit = useSubmit()
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
      <label htmlFor={`${id}url`}>Track name or link</label>
      <div className="link-form__row">
        <TrackBox
          field={field}
          id={`${id}url`}
          name="url"
          placeholder="Artist – title, or a Spotify link"
          defaultValue={failure?.url}
          key={failure?.url}
          aria-invalid={failure ? true : undefined}
          aria-describedby={failure ? `${id}error` : undefined}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text')
            if (!isPastedList(text)) return
            event.preventDefault()
            submit({ step: 'match', text }, { method: 'post', action: '/paste' })
          }}
          onChoose={(track) => {
            navigate(trackPath(track))
          }}
        />
        <button type="submit" aria-disabled={pending}>
          {pending ? 'Listening…' : 'Find'}
        </button>
      </div>
      {failure ? <FormFailure id={`${id}error`} error={failure.error} /> : null}
    </Form>
  )
}
