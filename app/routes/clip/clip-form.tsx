import { Form, useNavigation, useSearchParams } from '@remix-run/react'
import { useEffect, useId, useRef, type SyntheticEvent } from 'react'
import type { ClipFailure } from './clip-action'
import { toHiddenFields } from '~/ui/forms/hidden-fields'
import { useClipUpload } from './use-clip-upload'
import { MODE_LABELS } from '~/lib/words'
import { MODES } from '~server/similar/domain/modes'
import { FormFailure } from '~/ui/forms/form-failure'
import { UploadProgress } from '~/ui/forms/upload-progress'

/** What the dialogue shows; the bytes decide. Names too: systems know few of the types. */
const ACCEPTED = 'audio/*,.mp3,.wav,.flac,.ogg,.oga,.opus,.aif,.aiff,.aifc,.m4a,.mp4,.aac'

type Props = { failure: ClipFailure | undefined; limits: string; counts: number[] }

/**
 * Takes a clip. A plain form with a file; with JavaScript the file is sent by itself, so that its progress can be shown.
 * After a failure everything that was chosen is still there, but without JavaScript the file, which no page may fill in.
 */
export function ClipForm({ failure, limits, counts }: Props) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [search] = useSearchParams()
  const { state, send, cancel } = useClipUpload()
  const isListening = useNavigation().formAction !== undefined
  const error = state.error ?? (state.share === null ? failure?.error : undefined)
  useEffect(() => {
    if (error) field.current?.focus()
  }, [error])

  const chosen = new URLSearchParams(failure?.choices ?? search)
  const kept = toHiddenFields(chosen, (name) => ['clip', 'mode', 'k'].includes(name))
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    const file = field.current?.files?.[0]
    if (state.share !== null || isListening) event.preventDefault()
    // Without a file the server says so, as it does without JavaScript.
    else if (file) {
      event.preventDefault()
      const choices = [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] satisfies [string, string]] : [],
      )
      void send(file, choices)
    }
  }

  return (
    <Form
      method="post"
      action="/clip"
      encType="multipart/form-data"
      className="link-form clip-form"
      onSubmit={submit}
    >
      {kept.map(([name, value]) => (
        <input key={name + value} type="hidden" name={name} value={value} />
      ))}
      <div className="clip-form__choices">
        <label htmlFor={`${id}mode`}>Looking for</label>
        <select id={`${id}mode`} name="mode" defaultValue={chosen.get('mode') ?? 'similar'}>
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {MODE_LABELS[mode]}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}k`}>Tracks to show</label>
        <select id={`${id}k`} name="k" defaultValue={chosen.get('k') ?? '10'}>
          {counts.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </div>
      <label htmlFor={`${id}clip`}>A clip of the music</label>
      <p id={`${id}limits`} className="clip-form__limits">
        {limits} It is listened to in memory and forgotten at once; nothing of it is stored.
      </p>
      <div className="link-form__row">
        <input
          ref={field}
          id={`${id}clip`}
          name="clip"
          type="file"
          accept={ACCEPTED}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}limits ${id}error` : `${id}limits`}
        />
        <button type="submit" aria-disabled={state.share !== null || isListening}>
          Listen
        </button>
      </div>
      {state.share === null ? null : <UploadProgress share={state.share} onCancel={cancel} />}
      {error ? <FormFailure id={`${id}error`} error={error} /> : null}
    </Form>
  )
}
