import { useId } from 'react'

type Props = { share: number; arrived?: string; onCancel: () => void }

/** How far a file is on its way; what is done once it has `arrived` has no share that anybody knows. */
export function UploadProgress({ share, arrived = 'Listening…', onCancel }: Props) {
  const id = useId()
  const hasArrived = share >= 1
  return (
    <div className="upload">
      <label htmlFor={id} role="status">
        {hasArrived ? arrived : 'Sending…'}
      </label>
      {hasArrived ? <progress id={id} /> : <progress id={id} value={share} max={1} />}
      <button type="button" className="button--quiet" onClick={onCancel}>
        Cancel
      </button>
    </div>
  )
}
