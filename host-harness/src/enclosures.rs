//! The ERP's own files, in a folder: what goes with a message. A real ERP would hand over its own.

use std::{fs, path::PathBuf};

use relance_guest::contract::types::Attachment;

use crate::{
    error::{Error, Kind, Result},
    words,
};

/// Where the files of documents are.
#[derive(Clone, Debug, Default)]
pub struct Enclosures {
    folder: Option<PathBuf>,
}

/// A file that goes with a message.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// The document it belongs to.
    pub document: String,
    /// As the document names it.
    pub file: String,
    /// As the customer sees it.
    pub name: String,
    /// All of it.
    pub content: Vec<u8>,
}

impl Enclosed {
    /// By its first bytes.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        if self.content.starts_with(b"%PDF-") { "application/pdf" } else { "application/octet-stream" }
    }
}

impl Enclosures {
    /// No folder: what must be enclosed cannot leave.
    #[must_use]
    pub const fn none() -> Self {
        Self { folder: None }
    }

    /// Files in this folder: `DOCUMENT/NAME`, else `NAME`, by the file's name or its identifier.
    #[must_use]
    pub const fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// The files that go with a message. One that is missing stays out, unless the text says "enclosed".
    ///
    /// # Errors
    /// A file that is missing and required: the message must not leave.
    pub fn of(&self, attachments: &[Attachment]) -> Result<Vec<Enclosed>> {
        let mut enclosed = Vec::new();
        for attachment in attachments {
            match self.find(attachment) {
                Some(content) => enclosed.push(Enclosed {
                    document: attachment.document.clone(),
                    file: attachment.file.clone(),
                    name: attachment.name.clone(),
                    content,
                }),
                None if attachment.required => {
                    let name = &attachment.name;
                    return Err(Error::new(
                        Kind::Input,
                        words!(
                            "`{name}` must be enclosed and is not there",
                            "`{name}` doit être joint et n'est pas là"
                        ),
                    )
                    .hint(words!(
                        "name the folder with your documents' files by --files",
                        "indiquez le dossier des fichiers de vos pièces par --files"
                    )));
                }
                None => {}
            }
        }
        Ok(enclosed)
    }

    fn find(&self, attachment: &Attachment) -> Option<Vec<u8>> {
        let folder = self.folder.as_ref()?;
        // Names come from data: none leads out of the folder.
        let inside = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        let names = [&attachment.name, &attachment.file].into_iter().filter(|name| inside(name));
        let places = names.flat_map(|name| {
            let own = inside(&attachment.document).then(|| folder.join(&attachment.document).join(name));
            own.into_iter().chain([folder.join(name)])
        });
        places.into_iter().find_map(|place| fs::read(place).ok())
    }
}
