/** The same library in one file, which Node.js loads in a third of the time that the package's sixty modules take. */
declare module 'handlebars/dist/handlebars.js' {
  import Handlebars from 'handlebars';
  export default Handlebars;
}
