import { words } from './words.ts';

/** Schemes that speak to other services or read files, and parts of metadata services' paths. */
export const SCHEME_WORDS = words(`
  gopher dict ldap ldaps tftp jar netdoc smb file ftp redis metadata computemetadata latest opc runtime invocation openstack
  docroot basedir libdir absolute_path root_path root_dir include_path path dir mosconfig_absolute_path
`);

/** Parts of names of hosts that lead inside and need no scheme to be suspicious. */
export const HOST_WORDS = words(`nip xip sslip lvh localtest vcap svc docker ec2 traefik metadata oast oastify
  burpcollaborator interactsh dnslog ceye`);
