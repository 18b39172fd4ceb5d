//! The ERP's own files, in a folder: what goes with a message. A real ERP would hand over its own.

use std::path::{Path, PathBuf};

use relance_contract::records::types::Attachment;

use crate::{
    error::{Error, Kind, Result},
    reading, words,
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
    /// A file that is missing and required, that is no regular file, leads out of the folder, or is too large with the others: the
    /// message must not leave.
    pub fn of(&self, attachments: &[Attachment]) -> Result<Vec<Enclosed>> {
        let mut enclosed = Vec::new();
        let mut room = reading::ENCLOSED;
        for attachment in attachments {
            match self.find(attachment, room)? {
                Some(content) => {
                    room = room.saturating_sub(u64::try_from(content.len()).unwrap_or(u64::MAX));
                    enclosed.push(Enclosed {
                        document: attachment.document.clone(),
                        file: attachment.file.clone(),
                        name: attachment.name.clone(),
                        content,
                    });
                }
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

    fn find(&self, attachment: &Attachment, room: u64) -> Result<Option<Vec<u8>>> {
        let Some(folder) = &self.folder else { return Ok(None) };
        // Names come from data: none leads out of the folder.
        let inside = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        for name in [&attachment.name, &attachment.file].into_iter().filter(|name| inside(name)) {
            let own = inside(&attachment.document).then(|| Path::new(&attachment.document).join(name));
            for place in own.into_iter().chain([PathBuf::from(name)]) {
                if let Some(content) = reading::inside(folder, &place, room)? {
                    return Ok(Some(content));
                }
            }
        }
        Ok(None)
    }
}
