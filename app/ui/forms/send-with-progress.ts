type Sending<T> = {
  address: string
  body: FormData | Blob
  contentType?: string
  onProgress: (share: number) => void
  read: (responseText: string) => T
  /** The answer where none came. */
  notSent: T
}

/**
 * Posts a body, telling how far it is (0 to 1); fetch does not tell that of what it sends. `cancel` ends it, and the
 * answer is then null.
 */
export function sendWithProgress<T>({ address, body, contentType, onProgress, read, notSent }: Sending<T>) {
  const request = new XMLHttpRequest()
  const answer = new Promise<T | null>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress(total === 0 ? 1 : loaded / total)
    })
    request.upload.addEventListener('load', () => {
      onProgress(1)
    })
    request.addEventListener('load', () => {
      resolve(read(request.responseText))
    })
    request.addEventListener('error', () => {
      resolve(notSent)
    })
    request.addEventListener('abort', () => {
      resolve(null)
    })
  })
  request.open('POST', address)
  if (contentType !== undefined) request.setRequestHeader('content-type', contentType)
  request.send(body)
  return {
    answer,
    cancel: () => {
      request.abort()
    },
  }
}
