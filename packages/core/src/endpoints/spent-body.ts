/** Whether a body is gone once it was sent: a stream, and whatever else Node reads piece by piece. */
export function isSpent(body: BodyInit | null | undefined): boolean {
  return body instanceof ReadableStream || Symbol.asyncIterator in Object(body)
}
