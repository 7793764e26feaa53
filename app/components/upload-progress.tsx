import { useId } from 'react'

/** How far a clip is on its way; once it has arrived it is listened to, for which nobody knows a share. */
export function UploadProgress({ share, onCancel }: { share: number; onCancel: () => void }) {
  const id = useId()
  const hasArrived = share >= 1
  return (
    <div className="upload">
      <label htmlFor={id} role="status">
        {hasArrived ? 'Listening…' : 'Sending…'}
      </label>
      {hasArrived ? <progress id={id} /> : <progress id={id} value={share} max={1} />}
      <button type="button" className="button--quiet" onClick={onCancel}>
        Cancel
      </button>
    </div>
  )
}
