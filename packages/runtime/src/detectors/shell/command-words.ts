const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Programs and builtins whose names are not words of a language: after a separator they are a command. */
export const CLEAR_COMMANDS = set(`
  whoami ifconfig netstat uname wget curl ncat netcat bash zsh ksh csh tcsh dash python python2 python3 perl ruby php php5 php7
  gawk awk egrep fgrep chmod chown chgrp nslookup traceroute tracert rm mv mkdir rmdir printenv xxd xargs telnet scp tftp
  sftp socat nmap tcpdump getent useradd adduser usermod userdel crontab systemctl bunzip2 gunzip gzip bzip2 gcc docker
  systeminfo ipconfig tasklist taskkill netsh wmic powershell pwsh certutil bitsadmin cscript wscript mshta rundll32
  regsvr32 nohup phpinfo sysinfo lsof nano busybox apt-get dpkg yum dnf rpm npm lsb_release lscpu lsmod dmesg
  ls ps sh nc sudo pwd passwd echo printf cat grep sed base64 ping ping6 killall chpasswd visudo setfacl sysctl xterm
  openssl hexdump mknod mkfifo mysqldump psql sqlite3 mysql redis-cli kubectl ssh-keygen gsettings readlink realpath
  vssadmin icacls attrib schtasks findstr dsquery nltest quser wevtutil cmdkey fsutil msiexec forfiles driverquery
  tac rev shuf od zcat nslookup.exe cmd.exe powershell.exe ping.exe command.com shell_exec passthru popen proc_open
  cmd flock lastlog visudo htop bcdboot bcdedit diskpart cscli chroot strace ltrace gdb tmux setsid ionice chrt taskset
  unshare nsenter journalctl hostnamectl loginctl timedatectl resolvectl networkctl iptables nft tshark mtr arping
  ethtool iwconfig nmcli logsave runuser sshpass sshd scp rsync rclone aria2c lynx w3m elinks httpie cpio pax lzma xz
  zstd bzcat xzcat lzcat zless zgrep bzgrep pgrep pkill pstree pidof vmstat iostat mpstat lspci lsusb blkid fdisk mkfs
  losetup modprobe insmod rmmod depmod useradd gpasswd vipw chsh chfn newgrp getfacl setcap getcap chattr lsattr
  mawk nawk jrunscript jjs rhino ghc ghci gnuplot ansible ansible-playbook ansible-vault ansible-galaxy terraform
  composer bundle bundler cpan cpanm pip3 pip2 gem3 yarn pnpm npx bunx deno
`);

/** Of these, the ones that no sentence goes on with: anything may follow. */
export const UNMISTAKABLE_COMMANDS = set(`
  whoami ifconfig netstat uname wget ncat zsh ksh csh tcsh gawk egrep chmod chown chgrp nslookup traceroute tracert rmdir
  printenv xxd xargs tftp socat nmap tcpdump getent useradd adduser usermod userdel crontab systemctl bunzip2 gunzip
  systeminfo ipconfig tasklist taskkill netsh wmic certutil bitsadmin cscript wscript mshta rundll32 regsvr32 phpinfo
  sysinfo lsof lsb_release lscpu lsmod dmesg chpasswd vssadmin icacls schtasks findstr shell_exec passthru proc_open
`);

/** Programs whose names are words too, or very short: they need an argument that only a command has, or nothing after. */
export const WORD_COMMANDS = set(`
  id w who last date time find head tail more less sort uniq cut tr wc touch test exit exec eval set type copy del dir
  move net reg sc service mount make file which whereis stat free top route arp ip host hostname locate strings source
  kill env export sleep timeout git node lua vi vim ed at jobs df du dd tar zip unzip cp ln ftp ssh telnet su start
  strace gdb history alias declare unset tee nl fold paste join split comm diff cmp expand dig finger uptime cal bc dc
  logname groups users tty wall write mail sendmail man info help ver vol call assoc path query systemd halt reboot
  shutdown poweroff init apt apk pip gem aws jq system md5 base32 md5sum sha1sum rd md ren erase print prompt tree
`);

/** Of both, the ones that do nothing by themselves: a list of languages or codings holds them (`; nl;`, `; gzip)`). */
export const NEEDS_ARGUMENT = set(`gzip gunzip zip tar nl cp ln gcc wc fold paste join comm diff cmp sc dc at ip host`);

/** Of the word commands, the ones that end an honest sentence: `time & date`, `no; more`. */
export const NOUNS = set(`date time find more less sort last top mail help users groups start test make move type copy
  source strings host file print free tree system shutdown reboot halt touch head tail cut route
  service locate write man info call query prompt time finger expand split join`);

/** Short functions of PHP, Perl and others that hand a string to a shell. */
export const SHELL_CALL =
  /(?:^|[\s;|&"'`({@$=])(?:system|shell_exec|passthru|popen|proc_open|exec|eval|assert|os\.system|subprocess\.\w{3,12}|runtime\.getruntime\(\)\.exec|phpinfo|pcntl_exec|child_process)\s{0,3}\(\s{0,3}(?:['"`$)]|chr\()/i;
