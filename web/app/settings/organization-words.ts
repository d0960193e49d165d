import type { Language } from '../../../domain/problem.ts'

const en = {
  about: 'About',
  name: 'Name',
  timezone: 'Time zone',
  timezoneHint: 'Type a continent or a city, such as America/Sao_Paulo. Every time in the app is in it.',
  thereNow: 'There it is now: {time}',
  noZone: 'No time zone has this name yet.',
  locale: 'Language',
  localeHint: 'For mails and for visitors who name no language of their own.',
  saved: 'Saved.',
  social: 'Where you share',
  socialText: 'What stands in the post or the message when somebody hands out a link of yours.',
  hashtags: 'Hashtags',
  hashtagsHint: 'Ten at most, with blanks between them.',
  via: 'Your name on X',
  viaHint: 'Without it, posts name nobody.',
  messages: 'A message for each network',
  messagesHint:
    '{title} becomes the name of what is shared, {url} its address. Left empty, the usual words are used.',
  preview: 'It will read:',
  nothing: 'nothing but the link',
  example: 'Delivery to the harbour',
} as const

export type OrganizationWords = Record<keyof typeof en, string>

const pt: OrganizationWords = {
  about: 'Sobre',
  name: 'Nome',
  timezone: 'Fuso horário',
  timezoneHint:
    'Digite um continente ou uma cidade, como America/Sao_Paulo. Todos os horários do app seguem este fuso.',
  thereNow: 'Lá agora são: {time}',
  noZone: 'Ainda não há fuso horário com este nome.',
  locale: 'Idioma',
  localeHint: 'Para e-mails e para visitantes que não indicam o próprio idioma.',
  saved: 'Salvo.',
  social: 'Onde você compartilha',
  socialText: 'O que aparece na publicação ou na mensagem quando alguém passa adiante um link seu.',
  hashtags: 'Hashtags',
  hashtagsHint: 'Dez no máximo, separadas por espaços.',
  via: 'Seu nome no X',
  viaHint: 'Sem ele, as publicações não citam ninguém.',
  messages: 'Uma mensagem para cada rede',
  messagesHint:
    '{title} vira o nome do que é compartilhado, {url} o endereço. Se vazio, vale o texto de costume.',
  preview: 'Será lido assim:',
  nothing: 'apenas o link',
  example: 'Entrega no porto',
}

const es: OrganizationWords = {
  about: 'Datos',
  name: 'Nombre',
  timezone: 'Zona horaria',
  timezoneHint:
    'Escriba un continente o una ciudad, como America/Santiago. Todas las horas de la aplicación la siguen.',
  thereNow: 'Allí son ahora: {time}',
  noZone: 'Todavía no hay una zona horaria con ese nombre.',
  locale: 'Idioma',
  localeHint: 'Para correos y para visitantes que no indican su propio idioma.',
  saved: 'Guardado.',
  social: 'Donde usted comparte',
  socialText: 'Lo que aparece en la publicación o el mensaje cuando alguien reparte un enlace suyo.',
  hashtags: 'Hashtags',
  hashtagsHint: 'Diez como máximo, separados por espacios.',
  via: 'Su nombre en X',
  viaHint: 'Sin él, las publicaciones no nombran a nadie.',
  messages: 'Un mensaje para cada red',
  messagesHint:
    '{title} pasa a ser el nombre de lo compartido y {url} su dirección. Si queda vacío, vale el texto de siempre.',
  preview: 'Se leerá así:',
  nothing: 'solo el enlace',
  example: 'Entrega en el puerto',
}

export const organizationWords: Readonly<Record<Language, OrganizationWords>> = { en, 'pt-BR': pt, es }
