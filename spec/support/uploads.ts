import type { Client, Reply } from './client.ts'

/** One file as a browser's form sends it. */
export const upload = async (
  { url, token }: Pick<Client, 'url' | 'token'>,
  content: Uint8Array | string,
  {
    name = 'file.bin',
    type = 'application/octet-stream',
    title,
  }: { name?: string; type?: string; title?: string } = {},
  headers: Record<string, string> = {},
): Promise<Reply> => {
  const form = new FormData()
  form.append('file', new Blob([content as BlobPart], { type }), name)
  if (title !== undefined) form.append('title', title)
  const answer = await fetch(`${url}/api/v3/assets/`, {
    method: 'POST',
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: form,
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

/** The bytes of an answer, as this person or nobody gets them. */
export const fetchBytes = async (
  { url, token }: Pick<Client, 'url' | 'token'>,
  path: string,
  headers: Record<string, string> = {},
) => {
  const answer = await fetch(url + path, {
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
  })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** A form by hand, for what no browser sends. */
export const multipart = (...parts: { head: string; content: string | Buffer }[]) => ({
  type: 'multipart/form-data; boundary=edge',
  body: Buffer.concat([
    ...parts.flatMap(({ head, content }) => [
      Buffer.from(`--edge\r\n${head}\r\n\r\n`),
      Buffer.from(content as string),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--edge--\r\n'),
  ]),
})

export const filePart = (content: string | Buffer, name = 'a.txt') => ({
  head: `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain`,
  content,
})
