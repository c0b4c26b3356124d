/**
 * Whether a field is one of a Maven project's that look like something else: `groupId` holds a Java package's name, such as
 * `org.apache.commons`, and `relativePath` where the parent's `pom.xml` lies (maven.apache.org/pom.html, "Maven Coordinates" and
 * "Inheritance").
 * @param field last name of the path
 */
export function isOfMaven(field: string, value: string): boolean {
  if (field === 'groupId') return PACKAGE.test(value);
  return field === 'relativePath' && PARENT.test(value);
}

const PACKAGE = /^[a-z][\w-]{0,40}(?:\.[a-z][\w-]{0,40}){1,8}$/;
const PARENT = /^(?:\.\.\/){1,8}(?:[\w-]{1,40}\/){0,4}(?:pom\.xml)?$/;
