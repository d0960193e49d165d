import type { Language } from '../../../domain/problem.ts'

const en = {
  title: 'Start and help',
  welcome: 'Welcome, {name}',
  lead: 'Begin with whichever you like. Whatever you add here can be shared by a link that ends when you say so.',
  vehicleTitle: 'See something move',
  vehicleText:
    'A van, a bicycle, a parcel, yourself: a phone or a tracker tells where it is, and the map shows it.',
  vehicleDo: 'Add a vehicle',
  vehicleDone: 'There is a vehicle',
  toFleet: 'To the map',
  fileTitle: 'Share a file',
  fileText: 'Pictures, videos, documents: shown in the browser, with comments, and as long as you want.',
  fileDo: 'Upload a file',
  fileDone: 'There is a file',
  albumTitle: 'Put pictures together',
  albumText: 'An album for the people who were there. Several of you can add to it.',
  albumDo: 'Make an album',
  albumDone: 'There is an album',
  tripTitle: 'Plan a trip',
  tripText: 'Days and places in their order, with notes; everyone who comes along sees the same.',
  tripDo: 'Plan a trip',
  tripDone: 'There is a trip',
  fieldTitle: 'Work out in the field',
  fieldText:
    'Technicians, work orders and a day’s plan on the map, quotes that customers approve, and a link by which a customer sees who is coming.',
  fieldDo: 'Switch it on',
  fieldDone: 'On',
  fieldOn: 'Field service is on.',
  toTechnicians: 'To the technicians',
  onlyFiles: 'Only files can be taken: a text or an address alone cannot.',
  sharedFailed: 'What was shared did not arrive. Choose the files here instead.',
  sharedOne: 'Upload this file?',
  sharedMany: 'Upload these {count} files?',
  sharedText: 'Another app or site sent you: {names}. If you did not share this yourself, cancel.',
  sharedMore: 'and {count} more',
  sharedUpload: 'Upload',
  help: 'Help',
  phonesTitle: 'How does a phone report where it is?',
  phones1: 'Add a vehicle; the instructions that follow have a code to scan with the phone.',
  phones2:
    'Traccar Client and OwnTracks are free apps for Android and iPhone. They report in the background and catch up after a tunnel.',
  phones3: 'Trackers that are built into vehicles are named by their IMEI, and report by the same address.',
  linksTitle: 'What does a link give away?',
  links1: 'Only the one thing it was made for, and only until it ends. It can be taken back at any moment.',
  links2:
    'Nobody needs an account to open it. A password, a limit of views or people by name can be asked for.',
  links3:
    'You see how often it was opened and from where, roughly; never who somebody is who did not say so.',
  keysTitle: 'Without a mouse',
  keys1:
    'Tab goes on, Shift and Tab go back, Enter opens. The first Tab of each page offers to skip the navigation.',
  keys2: 'Escape closes dialogs and menus, and the focus goes back to where it was.',
  keys3: 'On a map, arrow keys move and + and − zoom; in pictures, arrow keys go from one to the next.',
  installTitle: 'Can I install it?',
  install1:
    'Yes: in the browser’s menu, “Install app” or “Add to home screen”. Over https, it needs no app store.',
  install2:
    'Once it is installed, other apps on the phone can share pictures and files into it. Without a connection it says so, and goes on when there is one.',
} as const

export type StartWords = Record<keyof typeof en, string>

const pt: StartWords = {
  title: 'Início e ajuda',
  welcome: 'Boas-vindas, {name}',
  lead: 'Comece pelo que quiser. Tudo o que você adiciona aqui pode ser compartilhado por um link que termina quando você disser.',
  vehicleTitle: 'Veja algo se mover',
  vehicleText:
    'Uma van, uma bicicleta, uma encomenda, você: um celular ou um rastreador diz onde está, e o mapa mostra.',
  vehicleDo: 'Adicionar um veículo',
  vehicleDone: 'Já há um veículo',
  toFleet: 'Ir para o mapa',
  fileTitle: 'Compartilhe um arquivo',
  fileText: 'Fotos, vídeos, documentos: vistos no navegador, com comentários, e pelo tempo que você quiser.',
  fileDo: 'Enviar um arquivo',
  fileDone: 'Já há um arquivo',
  albumTitle: 'Junte fotos',
  albumText: 'Um álbum para quem esteve lá. Várias pessoas podem adicionar a ele.',
  albumDo: 'Criar um álbum',
  albumDone: 'Já há um álbum',
  tripTitle: 'Planeje uma viagem',
  tripText: 'Dias e lugares na sua ordem, com notas; todos os que vão juntos veem o mesmo.',
  tripDo: 'Planejar uma viagem',
  tripDone: 'Já há uma viagem',
  fieldTitle: 'Trabalhe em campo',
  fieldText:
    'Técnicos, ordens de serviço e o plano do dia no mapa, orçamentos que clientes aprovam, e um link pelo qual o cliente vê quem está chegando.',
  fieldDo: 'Ligar',
  fieldDone: 'Ligado',
  fieldOn: 'O serviço de campo está ligado.',
  toTechnicians: 'Ir para os técnicos',
  onlyFiles: 'Só arquivos podem ser recebidos; um texto ou um endereço sozinho, não.',
  sharedFailed: 'O que foi compartilhado não chegou. Escolha os arquivos aqui.',
  sharedOne: 'Enviar este arquivo?',
  sharedMany: 'Enviar estes {count} arquivos?',
  sharedText: 'Outro aplicativo ou site mandou: {names}. Se não foi você que compartilhou, cancele.',
  sharedMore: 'e mais {count}',
  sharedUpload: 'Enviar',
  help: 'Ajuda',
  phonesTitle: 'Como um celular informa onde está?',
  phones1: 'Adicione um veículo; as instruções que seguem têm um código para ler com o celular.',
  phones2:
    'Traccar Client e OwnTracks são aplicativos gratuitos para Android e iPhone. Informam em segundo plano e recuperam o atraso depois de um túnel.',
  phones3: 'Rastreadores embutidos em veículos são chamados pelo IMEI e informam pelo mesmo endereço.',
  linksTitle: 'O que um link entrega?',
  links1: 'Só aquilo para que foi feito, e só até terminar. Pode ser retirado a qualquer momento.',
  links2:
    'Ninguém precisa de conta para abri-lo. Pode-se pedir uma senha, um limite de acessos ou pessoas pelo nome.',
  links3: 'Você vê quantas vezes foi aberto e de onde, por alto; nunca quem é alguém que não se apresentou.',
  keysTitle: 'Sem mouse',
  keys1:
    'Tab avança, Shift e Tab voltam, Enter abre. O primeiro Tab de cada página oferece pular a navegação.',
  keys2: 'Esc fecha diálogos e menus, e o foco volta para onde estava.',
  keys3: 'No mapa, as setas movem e + e − aproximam e afastam; nas fotos, as setas passam de uma para outra.',
  installTitle: 'Posso instalar?',
  install1:
    'Sim: no menu do navegador, “Instalar app” ou “Adicionar à tela inicial”. Por https, sem loja de aplicativos.',
  install2:
    'Depois de instalado, outros aplicativos do celular podem compartilhar fotos e arquivos com ele. Sem conexão, ele avisa, e continua quando houver.',
}

const es: StartWords = {
  title: 'Inicio y ayuda',
  welcome: 'Le damos la bienvenida, {name}',
  lead: 'Empiece por lo que quiera. Todo lo que agregue aquí se puede compartir con un enlace que termina cuando usted lo diga.',
  vehicleTitle: 'Vea moverse algo',
  vehicleText:
    'Una furgoneta, una bicicleta, un paquete, usted: un teléfono o un rastreador dice dónde está, y el mapa lo muestra.',
  vehicleDo: 'Agregar un vehículo',
  vehicleDone: 'Ya hay un vehículo',
  toFleet: 'Ir al mapa',
  fileTitle: 'Comparta un archivo',
  fileText: 'Fotos, videos, documentos: se ven en el navegador, con comentarios, y por el tiempo que quiera.',
  fileDo: 'Subir un archivo',
  fileDone: 'Ya hay un archivo',
  albumTitle: 'Reúna fotos',
  albumText: 'Un álbum para quienes estuvieron allí. Varias personas pueden agregarle fotos.',
  albumDo: 'Crear un álbum',
  albumDone: 'Ya hay un álbum',
  tripTitle: 'Planifique un viaje',
  tripText: 'Días y lugares en su orden, con notas; quienes viajan ven todos lo mismo.',
  tripDo: 'Planificar un viaje',
  tripDone: 'Ya hay un viaje',
  fieldTitle: 'Trabaje en terreno',
  fieldText:
    'Técnicos, órdenes de trabajo y el plan del día en el mapa, presupuestos que los clientes aprueban, y un enlace con el que el cliente ve quién viene.',
  fieldDo: 'Activarlo',
  fieldDone: 'Activado',
  fieldOn: 'El servicio en terreno está activado.',
  toTechnicians: 'Ir a los técnicos',
  onlyFiles: 'Solo se pueden recibir archivos; un texto o una dirección por sí solos, no.',
  sharedFailed: 'Lo que se compartió no llegó. Elija los archivos aquí.',
  sharedOne: '¿Subir este archivo?',
  sharedMany: '¿Subir estos {count} archivos?',
  sharedText: 'Otra aplicación o sitio le envió: {names}. Si usted no lo compartió, cancele.',
  sharedMore: 'y {count} más',
  sharedUpload: 'Subir',
  help: 'Ayuda',
  phonesTitle: '¿Cómo informa un teléfono dónde está?',
  phones1:
    'Agregue un vehículo; las instrucciones que siguen tienen un código para escanear con el teléfono.',
  phones2:
    'Traccar Client y OwnTracks son aplicaciones gratuitas para Android y iPhone. Informan en segundo plano y se ponen al día después de un túnel.',
  phones3: 'Los rastreadores instalados en vehículos se nombran por su IMEI e informan a la misma dirección.',
  linksTitle: '¿Qué entrega un enlace?',
  links1:
    'Solo aquello para lo que se hizo, y solo hasta que termina. Se puede retirar en cualquier momento.',
  links2:
    'Nadie necesita una cuenta para abrirlo. Se puede pedir una contraseña, un límite de accesos o personas por su nombre.',
  links3:
    'Usted ve cuántas veces se abrió y desde dónde, a grandes rasgos; nunca quién es alguien que no lo dijo.',
  keysTitle: 'Sin ratón',
  keys1:
    'Tab avanza, Mayús y Tab retroceden, Intro abre. El primer Tab de cada página ofrece saltar la navegación.',
  keys2: 'Escape cierra diálogos y menús, y el foco vuelve a donde estaba.',
  keys3:
    'En el mapa, las flechas mueven y + y − acercan y alejan; en las fotos, las flechas pasan de una a otra.',
  installTitle: '¿Se puede instalar?',
  install1:
    'Sí: en el menú del navegador, «Instalar aplicación» o «Agregar a la pantalla de inicio». Con https no hace falta tienda.',
  install2:
    'Una vez instalada, otras aplicaciones del teléfono pueden compartir fotos y archivos con ella. Sin conexión lo dice, y sigue cuando la haya.',
}

/** The first steps and the help. */
export const startWords: Record<Language, StartWords> = { en, 'pt-BR': pt, es }
