import { useNavigate } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import type { ErrorBody } from '~server/domain/errors'
import { clipPath, type ClipChoices } from './clip-path'
import { uploadClip } from './upload-clip'

/** How far an upload is: 0 to 1 while it is sent, 1 while it is listened to; null where none is under way. */
export type UploadState = { share: number | null; error: ErrorBody['error'] | null }

const IDLE: UploadState = { share: null, error: null }

/** Sends a clip, tells how far it is, and goes on to the page of what was heard. */
export function useClipUpload() {
  const navigate = useNavigate()
  const [state, setState] = useState<UploadState>(IDLE)
  const cancel = useRef<() => void>(() => undefined)
  useEffect(
    () => () => {
      cancel.current()
    },
    [],
  )

  const send = async (file: File, choices: ClipChoices) => {
    setState({ share: 0, error: null })
    const upload = uploadClip(file, (share) => {
      setState({ share, error: null })
    })
    cancel.current = upload.cancel
    const answer = await upload.answer
    if (answer && 'token' in answer) navigate(clipPath(answer.token, choices))
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
