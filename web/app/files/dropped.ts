/** How many files of dropped folders are taken. */
export const mostDropped = 2_000

/** What was dropped or pasted, folders with all that is in them; the second says whether some were left out. */
export const filesIn = async (data: DataTransfer): Promise<{ files: File[]; isCut: boolean }> => {
  // The entries have to be asked for at once: they are gone after the event.
  const entries = [...data.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry?.() : null))
  const plain = [...data.files]
  if (!entries.some((entry) => entry?.isDirectory)) return { files: plain, isCut: false }
  const files: File[] = []
  for (const entry of entries) if (entry) await collect(entry, files)
  return { files: files.slice(0, mostDropped), isCut: files.length > mostDropped }
}

const collect = async (entry: FileSystemEntry, into: File[]): Promise<void> => {
  if (into.length > mostDropped || entry.name.startsWith('.')) return // .DS_Store and its like
  if (entry.isFile) {
    into.push(
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    )
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A hundred at a time, until there are none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return
    for (const one of some) await collect(one, into)
  }
}
