import type { Language } from '../../../domain/problem.ts'

const en = {
  title: 'Shared notes',
  hint: 'Everybody here sees what is written, as it is written.',
  readOnly: 'You can read along. Who may edit, writes.',
  placeholder: 'What should be remembered?',
  loading: 'Fetching the notes…',
  saved: 'Saved',
  waiting: 'Saving…',
  offline: 'Offline: kept here, sent when back',
  refused: 'Your last change could not be kept. You see again what the others see.',
  writing: '{name} is writing…',
  atLine: '{name}, line {line}',
  others: 'Who is in the notes',
  download: 'Download as text',
  filename: 'notes',
} as const

type Words = Readonly<Record<keyof typeof en, string>>

const ptBR: Words = {
  title: 'Notas compartilhadas',
  hint: 'Todos aqui veem o que se escreve, enquanto se escreve.',
  readOnly: 'Você pode acompanhar a leitura. Quem pode editar, escreve.',
  placeholder: 'O que deve ser lembrado?',
  loading: 'Buscando as notas…',
  saved: 'Salvo',
  waiting: 'Salvando…',
  offline: 'Sem conexão: guardado aqui, enviado na volta',
  refused: 'Sua última mudança não pôde ser guardada. Você vê de novo o que os outros veem.',
  writing: '{name} está escrevendo…',
  atLine: '{name}, linha {line}',
  others: 'Quem está nas notas',
  download: 'Baixar como texto',
  filename: 'notas',
}

const es: Words = {
  title: 'Notas compartidas',
  hint: 'Todos aquí ven lo que se escribe, mientras se escribe.',
  readOnly: 'Puede seguir la lectura. Escribe quien puede editar.',
  placeholder: '¿Qué conviene recordar?',
  loading: 'Trayendo las notas…',
  saved: 'Guardado',
  waiting: 'Guardando…',
  offline: 'Sin conexión: queda aquí y se envía al volver',
  refused: 'Su último cambio no se pudo guardar. Vuelve a ver lo que ven los demás.',
  writing: '{name} está escribiendo…',
  atLine: '{name}, línea {line}',
  others: 'Quién está en las notas',
  download: 'Descargar como texto',
  filename: 'notas',
}

export const notesWords: Readonly<Record<Language, Words>> = { en, 'pt-BR': ptBR, es }
