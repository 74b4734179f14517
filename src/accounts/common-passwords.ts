/** The passwords that every list of guesses begins with, of eight characters and more, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(`
  12345678 123456789 1234567890 12345678910 0123456789 87654321 987654321 0987654321 11111111 111111111 1111111111 00000000
  88888888 99999999 12341234 12344321 11223344 1122334455 112233445566 123123123 123321123 147258369 741852963 789456123 159753456
  123456789a a123456789 a1234567 a12345678 1234567a 12345678a abc12345 abcd1234 abc123456 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2
  q1w2e3r4 q1w2e3r4t5 qwer1234 1234qwer qwerty12 qwerty123 qwerty1234 qwerty12345 qwertyui qwertyuiop qwertyuiop123 qwertz123
  asdfasdf asdfghjk asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 zaq12wsx zaq1zaq1 aaaaaaaa aa123456 aa12345678 abcdefgh abcdefg1
  password password! password1 password1! password12 password123 password123! password1234 password12345 password2 passw0rd p@ssw0rd p@ssword
  p@ssw0rd1 p@ssw0rd123 passwort passwort1 motdepasse contraseña iloveyou iloveyou1 iloveyou2 iloveyou123 ihateyou welcome1 welcome123
  welcome1! letmein1 letmein123 changeme changeme1 changeme123 trustno1 football football1 baseball baseball1 basketball superman superman1
  batman123 spiderman pokemon1 princess princess1 sunshine sunshine1 michelle jennifer jordan23 liverpool liverpool1 chelsea1 arsenal1
  dragon123 monkey123 shadow123 master123 computer computer1 internet starwars whatever corvette mustang1 maverick mercedes samantha
  admin123 admin1234 admin12345 administrator administrador root1234 toor1234 test1234 testtest test12345 user1234 guest1234 login123
  default1 temp1234 secret123 secret1234 hello123 hello1234 google123 minecraft fuckyou1 fuckyou2 asshole1 blink182 charlie1 daniel123
  parlance parlance1 parlance123
`.trim().split(/\s+/))
