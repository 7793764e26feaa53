import { Form, useNavigation } from '@remix-run/react'
import { useEffect, useId, useRef, useState, type DragEvent, type SyntheticEvent } from 'react'
import type { ImportFailure } from './import-action'
import { formatShare } from '~/lib/format'
import { useTracksUpload } from './use-tracks-upload'
import { LIMITS } from '~server/domain/input/limits'
import { FormFailure } from '~/ui/forms/form-failure'
import { UploadProgress } from '~/ui/forms/upload-progress'

const ACCEPT =
  '.csv,.tsv,.txt,.m3u,.m3u8,.xspf,.jspf,.json,text/csv,text/plain,application/json,application/xspf+xml'

type Props = { failure: ImportFailure | undefined; limit: string }

/**
 * Takes a file of tracks. A plain form; with JavaScript its progress is shown, and a file may be dropped on it. The name
 * comes before the file, because the file is read while it arrives.
 */
export function ImportForm({ failure, limit }: Props) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const { state, send, cancel } = useTracksUpload()
  const navigation = useNavigation()
  const isSending = state.share !== null || navigation.formAction !== undefined
  const error = state.error ?? (state.share === null ? failure : undefined)
  useEffect(() => {
    if (error) field.current?.focus()
  }, [error])

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    if (isSending) event.preventDefault()
    // Without a file the server says so, as it does without JavaScript.
    else if (field.current?.files?.[0]) {
      event.preventDefault()
      void send(new FormData(event.currentTarget))
    }
  }
  const drag = (event: DragEvent, isOver: boolean) => {
    event.preventDefault()
    setOver(isOver)
  }
  const drop = (event: DragEvent) => {
    drag(event, false)
    if (field.current && event.dataTransfer.files.length > 0 && !isSending) {
      field.current.files = event.dataTransfer.files
    }
  }

  return (
    <Form
      method="post"
      action="/import"
      encType="multipart/form-data"
      className="link-form import-form"
      data-over={over}
      onSubmit={submit}
      onDragOver={(event) => {
        drag(event, true)
      }}
      onDragLeave={(event) => {
        drag(event, false)
      }}
      onDrop={drop}
    >
      <label htmlFor={`${id}name`}>Keep the whole file as a playlist called (optional)</label>
      <input
        id={`${id}name`}
        name="name"
        type="text"
        maxLength={LIMITS.playlist}
        autoComplete="off"
        aria-describedby={`${id}about-name`}
      />
      <p id={`${id}about-name`} className="import-form__note">
        Left empty, the playlists that the file itself names are kept.
      </p>
      <label className="import-form__choice">
        <input name="replace" type="checkbox" value="true" aria-describedby={`${id}about-replace`} />
        Replace what earlier files said
      </label>
      <p id={`${id}about-replace`} className="import-form__note">
        Left unticked, what is known stays, and the file fills what is missing. What Spotify said stays either
        way.
      </p>
      <label htmlFor={`${id}file`}>A file of tracks</label>
      <p id={`${id}limits`} className="import-form__note">
        CSV, TSV, M3U, XSPF, JSPF, Spotify’s data export (JSON) or a text of “artist – title” lines, {limit}.
      </p>
      <div className="link-form__row">
        <input
          ref={field}
          id={`${id}file`}
          name="file"
          type="file"
          accept={ACCEPT}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}limits ${id}error` : `${id}limits`}
        />
        <button type="submit" aria-disabled={isSending}>
          Import
        </button>
      </div>
      {state.share === null ? null : (
        <>
          <UploadProgress share={state.share} arrived="Taking it in…" onCancel={cancel} />
          <p className="import-form__share">{formatShare(state.share)} sent</p>
        </>
      )}
      {error ? <FormFailure id={`${id}error`} error={error} /> : null}
    </Form>
  )
}
