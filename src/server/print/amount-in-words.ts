const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万'];

/**
 * An amount as Chinese contracts write it out (人民币大写), after the rules of the People's Bank for bills and settlement vouchers
 * (支付结算办法 annex 1): `3005.30` is 叁仟零伍元叁角整. Takes a decimal string with two decimals, up to 16 digits before the point.
 */
export function amountInWords(amount: string): string {
  const [, sign = '', whole = '0', cents = '00'] = /^(-?)(\d{1,16})\.(\d{2})$/.exec(amount) ?? [];
  const yuan = wholeInWords(whole.replace(/^0+/, ''));
  const [jiao, fen] = [Number(cents[0]), Number(cents[1])];
  if (yuan === '' && jiao === 0 && fen === 0) return '零元整';
  const said = [
    yuan === '' ? '' : `${yuan}元`,
    jiao > 0 ? `${DIGITS[jiao]}角` : yuan !== '' && fen > 0 ? '零' : '',
    fen > 0 ? `${DIGITS[fen]}分` : '整',
  ];
  return `${sign === '' ? '' : '负'}${said.join('')}`;
}

/** In groups of four digits; several zeros are said once, and none at the end of a group that is followed by its name. */
function wholeInWords(digits: string): string {
  if (digits === '') return '';
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 4) groups.unshift(digits.slice(Math.max(0, end - 4), end));
  let said = '';
  let zero = false;
  for (const [i, group] of groups.entries()) {
    let any = false;
    for (const [k, digit] of group.split('').entries()) {
      if (digit === '0') {
        zero = said !== '';
        continue;
      }
      said += `${zero ? '零' : ''}${DIGITS[Number(digit)]}${PLACES[group.length - 1 - k]}`;
      [zero, any] = [false, true];
    }
    const place = groups.length - 1 - i;
    // Above 亿, what is counted in 万 is 万 of 亿: 亿 is then said whether or not its own group is empty.
    if (any || (place === 2 && groups.length > 3)) said += GROUPS[place] ?? '';
  }
  return said;
}
