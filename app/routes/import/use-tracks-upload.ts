import { useNavigate } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import type { ErrorBody } from '~server/domain/errors'
import { jobPath } from '~/ui/jobs/job-words'
import { uploadTracks } from './upload-tracks'

/** How far an upload is: 0 to 1 while it is sent, 1 until it is taken; null where none is under way. */
export type TracksUpload = { share: number | null; error: ErrorBody['error'] | null }

const IDLE: TracksUpload = { share: null, error: null }

/** Sends a form with a file of tracks, tells how far it is, and goes on to its job. */
export function useTracksUpload() {
  const navigate = useNavigate()
  const [state, setState] = useState<TracksUpload>(IDLE)
  const cancel = useRef<() => void>(() => undefined)
  useEffect(
    () => () => {
      cancel.current()
    },
    [],
  )

  const send = async (form: FormData) => {
    setState({ share: 0, error: null })
    const upload = uploadTracks(form, (share) => {
      setState({ share, error: null })
    })
    cancel.current = upload.cancel
    const answer = await upload.answer
    if (answer && 'jobId' in answer) navigate(jobPath(answer.jobId))
    setState({ share: null, error: answer && 'error' in answer ? answer.error : null })
  }

  return {
    state,
    send,
    cancel: () => {
      cancel.current()
    },
  }
}
