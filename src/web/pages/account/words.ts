import type { Pair } from '#kernel/declare/words';

export const accountWords = {
  title: ['我的账号', 'My account'],
  roles: ['角色', 'Roles'],
  login: ['登录名', 'Login'],
  password: ['修改密码', 'Change the password'],
  current: ['现在的密码', 'Current password'],
  next: ['新密码', 'New password'],
  passwordChanged: ['密码已修改，其他设备上的登录已结束', 'The password is changed; your sessions elsewhere have ended'],
  factor: ['双重验证', 'Second factor'],
  factorOn: ['已启用：登录时还需要验证器上的验证码。', 'In use: signing in also needs a code from your authenticator.'],
  factorOff: ['未启用。启用后，只知道密码的人无法登录。', 'Not in use. With it, nobody who only knows the password gets in.'],
  begin: ['启用双重验证', 'Set it up'],
  end: ['停用双重验证', 'Give it up'],
  secret: [
    '在验证器里添加这个密钥，再输入它显示的验证码',
    'Add this key to your authenticator, then type the code that it shows',
  ],
  addToApp: ['在本机验证器中打开', 'Open in an authenticator on this device'],
  code: ['验证码', 'Code'],
  confirm: ['确认', 'Confirm'],
  recovery: [
    '备用码只显示这一次，请抄下来妥善保管。每个只能用一次。',
    'The recovery codes are shown this once. Please write them down; each is good once.',
  ],
  proof: ['请输入密码', 'Please give your password'],
  sessions: ['登录会话', 'Sessions'],
  thisOne: ['本机', 'This one'],
  lastSeen: ['最近使用', 'Last seen'],
  revoke: ['结束', 'End'],
  letters: ['邮件提醒', 'News by e-mail'],
  lettersTo: (email: string): Pair => [
    `承诺即将到期或违约时，发邮件到 ${email}`,
    `Write to ${email} when promises are due soon or broken`,
  ],
  noAddress: ['员工档案中没有邮箱，请联系管理员填写。', 'Your employee file has no e-mail address; please ask an administrator.'],
} as const satisfies Record<string, Pair | ((text: string) => Pair)>;
